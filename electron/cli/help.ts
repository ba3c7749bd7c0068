/** What stands under the options in each command's help. */
export const AFTER_HELP = {
  afterglow: `
The key of the AILabTools service is read from AILAB_API_KEY, or from the app's vault. It is never a flag.
Proxies are taken from HTTPS_PROXY and NO_PROXY.
Originals are only read: results go to a folder of their own, and no photo is paid for twice.

Try it without a key and without cost:
  $ afterglow demo

Exit codes:
  0  every photo exported           3  the key is missing, wrong or locked
  1  done, some photos failed       4  out of credits, or --max-credits reached
     or need a decision             5  offline for too long
  2  usage error                    6  local trouble (disk full, no permission,
                                     queue file lost: see check-data)
                                  130  interrupted; "afterglow resume" goes on`,

  retouch: `
Every photo is checked first; what can't be used is named with its reason and costs nothing. Then the photos are
retouched and written at their full size, with their colours and metadata, into a new folder. Beside them lies
afterglow-report.json, which lists every photo.

Ctrl+C finishes what is being sent and loses nothing: "afterglow resume" goes on where it stopped. So do a closed
terminal, a stop by the system, and a reader of the output that goes away. A second Ctrl+C does not wait.

Examples:
  A whole wedding, results in "Wedding - Retouched" beside it:
  $ afterglow retouch Wedding

  Softer, into a folder of your choice, for at most 200 credits:
  $ afterglow retouch Wedding --level 30 --out Delivery --max-credits 200

  Two shoots at once, each into a folder of its own: beside it, or with --out in a subfolder of that name:
  $ afterglow retouch Smith Jones --out Delivery

  A level of its own for some photos (a CSV file with lines like "day 1/anna.jpg,70"; one scale for the whole file,
  to 100 if a value exceeds 1 or has a %, else to 1). Names that fit no photo stop the command before anything is sent:
  $ afterglow retouch Wedding --levels levels.csv

  A file whose name begins with a dash:
  $ afterglow retouch -- -rf.jpg`,

  check: `
Nothing is sent and nothing is spent: it says what would be sent, what it would cost, and which files can't be used
and why. It takes the options of "retouch", so that the same line can be checked first. Exit code 0 means that every
photo is usable.

Example:
  $ afterglow check Wedding --level 30`,

  status: `
Example:
  $ afterglow status`,

  resume: `
Photos that are already paid for are fetched and exported, the rest is sent. How the photos are retouched and written
was fixed when their batch was started.

Example:
  $ afterglow resume`,

  decide: `
When the connection breaks at the wrong moment, nobody can tell whether a photo was paid for. Afterglow never sends
such a photo again by itself: you decide. "afterglow status" lists these jobs.

Examples:
  Send it again, and risk paying twice for it:
  $ afterglow decide 5f0c1c9e --pay-again

  Leave it:
  $ afterglow decide 5f0c1c9e --drop`,

  'check-data': `
Looks at everything in the data folder that was paid for, and changes nothing. Exit code 6 means that something needs a
repair, or that photos may have been charged that Afterglow knows nothing of. With --repair a lost queue is made anew
from what is left, from the record of money and from the kept results, and the queue may send photos again.

Example:
  $ afterglow check-data --repair`,

  credits: `
Example:
  $ AILAB_API_KEY=... afterglow credits`,

  demo: `
The demo service runs inside Afterglow, on this computer only. It is not AILabTools: it smooths skin by simple means,
needs no key and costs nothing.

Example:
  $ afterglow demo --out demo-results`,

  service: `
Speaks the API on this computer only, so that scripts and networks can be tried out without a key and without cost; any
key will do. It runs until Ctrl+C. A fault is written NAME[:COUNT][@FROM][=PARAM]: "submit-429:2" strikes the first two
submits, "submit-429@3" the third, "result-slow:*=200" every result. A name that does not exist lists them all.

Example, in two terminals:
  $ afterglow service --port 8099 --latency 300 --fault submit-429:2
  $ AILAB_API_KEY=any afterglow retouch Wedding --api http://127.0.0.1:8099`,
} as const;
