"""Judges the permission policies in documents of the format json with parliament.

usage: permissions.py DOCUMENT...

Trust policies are not its business: it calls each of them malformed, since they name no resource.
"""

import json
import sys

from parliament import analyze_policy_string


def main():
    judged = 0
    faults = []
    for path in sys.argv[1:]:
        with open(path, encoding="utf-8") as file:
            identities = json.load(file)["identities"]
        for identity in identities:
            for name, policy in identity.get("policies", {}).items():
                judged += 1
                findings = analyze_policy_string(json.dumps(policy)).findings
                faults += [f"{path} {name}: {finding}" for finding in findings]
    assert not faults, "\n".join(faults)
    assert judged, "no policy was judged"


main()
