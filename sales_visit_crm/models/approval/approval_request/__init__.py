from . import base, access, submission, decision, progress, packet, reminder
