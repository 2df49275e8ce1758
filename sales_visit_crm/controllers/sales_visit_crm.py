import logging
from tempfile import TemporaryFile

from werkzeug.wsgi import wrap_file

from odoo.http import Controller, content_disposition, request, route

_logger = logging.getLogger(__name__)

CHUNK_BYTES = 64 * 1024
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class SalesVisitCrm(Controller):
    @route(
        "/sales_visit_crm/ledger/<string:name>",
        type="http",
        auth="user",
        methods=["GET"],
        # Nothing is written, so a replica may serve it.
        readonly=True,
    )
    def download_ledger(self, name, **params):
        """Send the ledger called ``name`` as an Excel file.

        Query parameters, all optional: ``date_from`` and ``date_to`` (ISO days),
        ``user_id``, ``team_id``, ``company_ids`` (with commas).
        """
        ledger = request.env["sales.ledger.mixin"]._get_ledgers().get(name)
        if ledger is None:
            raise request.not_found()
        ledger = ledger._with_companies(params.get("company_ids"))
        options = ledger._prepare_options(params)
        # It has no name on the disk and goes when it is closed, however that comes.
        file = TemporaryFile()  # noqa: SIM115 -- closed with the response
        try:
            count = ledger._write_workbook(file, options)
            return self._stream(file, ledger._get_file_name(options), name, count)
        except BaseException:
            file.close()
            raise

    def _stream(self, file, file_name, name, count):
        """Return the response that sends ``file`` in chunks and closes it."""
        size = file.tell()
        file.seek(0)
        user_id = request.env.uid
        _logger.info(
            "Ledger %s: %s rows, %s bytes, for user %s", name, count, size, user_id
        )
        response = request.make_response(
            wrap_file(request.httprequest.environ, file, CHUNK_BYTES),
            headers=[
                ("Content-Type", XLSX_TYPE),
                ("Content-Length", size),
                ("Content-Disposition", content_disposition(file_name)),
                ("Cache-Control", "private, no-store"),
                ("X-Content-Type-Options", "nosniff"),
            ],
        )
        response.direct_passthrough = True
        return response
