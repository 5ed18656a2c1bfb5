#!/usr/bin/env bash
# Writes the public surface of src/Covector to PublicAPI.Unshipped.txt: what is not in PublicAPI.Shipped.txt, sorted. Read the difference
# before you commit it.
set -euo pipefail
cd "$(dirname "$0")/../src/Covector"
file=PublicAPI.Unshipped.txt
echo '#nullable enable' > "$file"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
dotnet build -p:TreatWarningsAsErrors=false -p:RunAnalyzers=true --no-incremental -tl:off -v:q > "$log" || { cat "$log"; exit 1; }
sed -nE "s/.*warning RS0016: Symbol '(.*)' is not part of the declared public API.*/\1/p" "$log" | LC_ALL=C sort -u >> "$file"
echo "$(($(wc -l < "$file") - 1)) lines in src/Covector/$file"
