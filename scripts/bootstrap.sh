#!/bin/sh
# Make the virtual environment and install the project into it. Does nothing when neither pyproject.toml nor the
# wanted extras changed since the last time. Needs python 3.11 or later and nothing else.
set -eu

: "${PYTHON:=python3}" "${VENV:=.venv}" "${EXTRAS:=}" "${TORCH:=torch==2.13.0}"

"$PYTHON" - <<'CHECK' || exit 1
import sys
if sys.version_info < (3, 11):
    sys.exit("policymine needs Python 3.11 or later; this is " + sys.version.split()[0] + ". Set PYTHON=python3.11 (or later).")
CHECK

case "$EXTRAS" in
    all) groups="dev,all" ;;
    "") groups="dev" ;;
    *) groups="dev,$EXTRAS" ;;
esac

# What is installed already stays installed: a plain "make demo" after "make test EXTRAS=all" installs nothing.
digest=$(cat pyproject.toml scripts/bootstrap.sh | cksum)
stamp="$VENV/.policymine-$(echo "$groups" | tr ',' '-')"
full="$VENV/.policymine-dev-all"
for done in "$stamp" "$full"; do
    if [ -x "$VENV/bin/policymine" ] && [ -f "$done" ] && [ "$(cat "$done")" = "$digest" ]; then
        exit 0
    fi
done

[ -x "$VENV/bin/python" ] || "$PYTHON" -m venv "$VENV"
pip="$VENV/bin/python -m pip --disable-pip-version-check"
echo "policymine: installing into $VENV (groups: $groups); the first time takes some minutes" >&2
# An old pip drops extras of extras.
$pip install --quiet --upgrade "pip>=25"
case ",$groups," in
    *,all,* | *,transformers,*)
        # First, so that no newer build is taken as a dependency of something else.
        # A local CPU wheel where pip finds one, else PyTorch's own CPU index: on Linux the build of PyPI is the CUDA one.
        $pip install --quiet "$TORCH+cpu" 2>/dev/null ||
            $pip install --quiet --index-url https://download.pytorch.org/whl/cpu "$TORCH" ;;
esac
$pip install --quiet --editable ".[$groups]"
echo "$digest" > "$stamp"
