#!/bin/sh
# An event, an invitation to one address, and a list of guests from a file. Needs curl (7.82 or newer) and jq.
#
#   CONVOKE_URL=http://127.0.0.1:8080 CONVOKE_KEY=cv_live_… sh examples/curl.sh 'Kick-off' 2027-03-01 ada@example.net guests.csv
set -eu
title=$1 day=$2 guest=$3 list=$4

# The key goes in by a file descriptor: whoever lists processes sees their arguments.
api() {
  path=$1
  shift
  printf 'header = "Authorization: Bearer %s"\n' "$CONVOKE_KEY" |
    curl -sS --fail-with-body --config - "$CONVOKE_URL/v1$path" "$@"
}

# An event.
event=$(api /events --json "$(jq -n --arg title "$title" --arg day "$day" \
  '{title: $title, start: "\($day)T18:00:00", end: "\($day)T19:00:00", timeZone: "Europe/Berlin"}')" |
  jq -r .eventId)

# One invitation to one address: a second request sends nothing more.
api "/events/$event/invites" --json "$(jq -n --arg address "$guest" '{address: $address}')" | jq -r .status

# A list: announced, uploaded as a form whose last field is the file, then read.
made=$(api "/events/$event/lists" --json '{"fileName": "guests.csv", "consent": {"source": "asked on our website"}}')
id=$(echo "$made" | jq -r .listId)
echo "$made" | jq -r '.upload.fields | to_entries[] | "form-string = \"\(.key)=\(.value)\""' |
  curl -sS --fail-with-body --config - -F "file=@$list" "$(echo "$made" | jq -r .upload.url)"
until api "/lists/$id" | jq -e '.state == "staged" or .state == "failed"' >/dev/null; do sleep 1; done
api "/lists/$id" | jq -r '"\(.accepted) accepted, \(.refused) refused"'

# The send, and the answers so far.
api "/events/$event/runs" -H "Idempotency-Key: $id" --json "{\"listId\": \"$id\"}" | jq -r .runId
api "/events/$event/stats" | jq -c .answers
