from . import base
from . import creation
from . import dossier
from . import registration
from . import channels, derived, guard, pending
from . import file_upkeep
from . import persons
from . import basic
from . import feature
from . import business
from . import trading
from . import grade
from . import origin
from . import completeness
from . import duplicates
from . import filing
from . import file_checks
from . import file_reminder
from . import sales_record
from . import secrecy
from . import masking
from . import private_profile
from . import staleness
from . import demo
from . import file_review
from . import printing
from . import assessment, credit
