#!/usr/bin/env bash
# A thousand HITs planned, priced, created, found unchanged, changed by an edit, and taken down.
# Works in a copy, so nothing of the checkout changes. No account, no network, no money.
set -euo pipefail
turkform=${TURKFORM:-turkform}
source=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -r "$source/." "$work/"
cd "$work"

bold='' plain=''
if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then bold=$'\033[1m' plain=$'\033[0m'; fi
step() { printf '\n%s── %s%s\n' "$bold" "$1" "$plain"; }
run() { printf '$ turkform %s\n' "$*"; "$turkform" "$@"; }

step "1. What would be created, and what does it cost?"
run plan .
step "2. Create it."
run apply . --auto-approve
step "3. Plan again: nothing to do."
run plan . --detailed-exitcode
step "4. Raise the reward from \$0.06 to \$0.07 and plan."
sed -i.before 's/\$0\.06/$0.07/' campaign.yaml
status=0
run plan . --detailed-exitcode || status=$?
test "$status" -eq 2
step "5. Apply the edit: the HIT type is replaced, the HITs move."
run apply . --auto-approve
run plan . --detailed-exitcode
step "6. Take everything down."
run destroy . --auto-approve
test -z "$("$turkform" state list .)"
printf '\nDone: nothing is left on the marketplace.\n'
