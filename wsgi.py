"""The door for a web server and for `flask --app wsgi`."""

from reporter import create_app
from reporter.base.errors import SettingsFault
from reporter.base.territory import TerritoryFault

try:
    app = create_app()
except (SettingsFault, TerritoryFault) as fault:
    # Something to mend in the set-up, not in the program: no traceback.
    raise SystemExit(str(fault)) from None
