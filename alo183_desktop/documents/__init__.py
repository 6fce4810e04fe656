"""Makes and reads the files that people exchange: letters, envelopes, faxes, workbooks."""

import sys
from types import ModuleType

# WORKAROUND: reportlab 5.1 runs what lies under these names in the home folder or on the search
# path, and does not load where a home cannot have files (HOME=/dev/null). An empty module of each
# name is what it finds.
for _name in ("reportlab_mods", "reportlab_settings"):
    sys.modules.setdefault(_name, ModuleType(_name))
