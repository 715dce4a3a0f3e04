"""Runs scripts of the format cli twice with the real aws, against a stand-in of AWS.

usage: twice.py SCRIPT...

The first run has to make what the script says; the second has to change nothing. The stand-in (moto)
knows neither associations of Pod Identity nor access entries of EKS.
"""

import json
import os
import subprocess
import sys
import urllib.request

os.environ["MOTO_ACCOUNT_ID"] = "490185926743"
os.environ["MOTO_IAM_LOAD_MANAGED_POLICIES"] = "true"

from moto.server import ThreadedMotoServer  # noqa: E402  (it reads the environment)

import boto3  # noqa: E402


def state(client):
    """All roles with their policies, and all providers."""
    details = client.get_account_authorization_details(Filter=["Role"])["RoleDetailList"]
    providers = client.list_open_id_connect_providers()["OpenIDConnectProviderList"]
    arns = sorted(provider["Arn"] for provider in providers)
    urls = {}
    for arn in arns:
        provider = client.get_open_id_connect_provider(OpenIDConnectProviderArn=arn)
        urls[arn] = [provider["Url"], provider["ClientIDList"]]
    return json.dumps([details, urls], default=str, sort_keys=True)


def region(wanted):
    """A region of the partition that the roles are of."""
    partition = wanted[0]["identity"].split(":")[1]
    return {"aws": "eu-west-1", "aws-cn": "cn-north-1", "aws-us-gov": "us-gov-west-1"}[partition]


def main():
    for script in sys.argv[1:]:
        beside = os.path.join(os.path.dirname(script), "json.json")
        with open(beside, encoding="utf-8") as file:
            wanted = json.load(file)["identities"]
        server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
        server.start()
        host, port = server.get_host_and_port()
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": os.environ.get("HOME", "/"),
            "AWS_ENDPOINT_URL": f"http://{host}:{port}",
            "AWS_ACCESS_KEY_ID": "key",
            "AWS_SECRET_ACCESS_KEY": "secret",
            "AWS_DEFAULT_REGION": region(wanted),
            "AWS_MAX_ATTEMPTS": "1",
        }
        client = boto3.client(
            "iam",
            endpoint_url=environment["AWS_ENDPOINT_URL"],
            region_name=region(wanted),
            aws_access_key_id="key",
            aws_secret_access_key="secret",
        )
        # What another script made is forgotten.
        reset = f"{environment['AWS_ENDPOINT_URL']}/moto-api/reset"
        urllib.request.urlopen(urllib.request.Request(reset, method="POST")).close()
        states = [state(client)]
        for _ in range(2):
            subprocess.run(["sh", script], env=environment, check=True, stdout=subprocess.DEVNULL)
            states.append(state(client))
        server.stop()
        assert states[0] != states[1], f"{script} made nothing"
        assert states[1] == states[2], f"{script}: the second run changed something"
        roles = {role["RoleName"]: role for role in json.loads(states[1])[0]}
        for identity in wanted:
            role = roles[identity["roleName"]]
            assert role["Arn"] == identity["identity"], role["Arn"]
            assert role["AssumeRolePolicyDocument"] == identity["trustPolicy"], script
            policies = {p["PolicyName"]: p["PolicyDocument"] for p in role["RolePolicyList"]}
            assert policies == identity["policies"], script
            attached = sorted(p["PolicyArn"] for p in role["AttachedManagedPolicies"])
            assert attached == sorted(identity["managedPolicyArns"]), script


main()
