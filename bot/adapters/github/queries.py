"""What is asked in GraphQL, and how its answers read."""

from typing import Any

from bot.adapters.github import decode
from bot.ports.forge.checks import CheckReport, CheckRun, Status, StatusState
from bot.ports.forge.issues import Issue
from bot.ports.forge.pulls import PullRequest, State
from bot.ports.forge.talk import Comment
from bot.words.instant import parse

Json = Any
AUTHOR = "author { __typename login }"
LABELS = "labels(first: 100) { nodes { name } }"
PAGE = "pageInfo { hasNextPage endCursor }"
ISSUE_FIELDS = f"id number title body state {AUTHOR} {LABELS} isPinned createdAt updatedAt closedAt"
EXPECTED = "EXPECTED"
NEWEST = 10
MERGED = "MERGED"

ISSUE = f"""
query($owner: String!, $name: String!, $number: Int!) {{
  repository(owner: $owner, name: $name) {{ issue(number: $number) {{ {ISSUE_FIELDS} }} }}
}}"""
ISSUES = f"""
query($owner: String!, $name: String!, $states: [IssueState!], $labels: [String!],
      $after: String) {{
  repository(owner: $owner, name: $name) {{
    issues(first: 100, after: $after, states: $states, labels: $labels,
           orderBy: {{field: CREATED_AT, direction: ASC}}) {{ nodes {{ {ISSUE_FIELDS} }} {PAGE} }}
  }}
}}"""
PIN = f"""
mutation($id: ID!) {{ done: pinIssue(input: {{issueId: $id}}) {{ issue {{ {ISSUE_FIELDS} }} }} }}"""
UNPIN = PIN.replace("pinIssue", "unpinIssue")
UPDATE_REFS = """
mutation($input: UpdateRefsInput!) { updateRefs(input: $input) { clientMutationId } }"""
PULL_FIELDS = f"""
        number title body state isDraft {AUTHOR} createdAt updatedAt closedAt {LABELS}
        headRefName headRefOid headRepository {{ nameWithOwner }} isCrossRepository
        baseRefName baseRefOid baseRef {{ target {{ oid }} }}
        mergedBy {{ __typename login }} mergeCommit {{ oid }}"""
OPEN_PULLS = f"""
query($owner: String!, $name: String!, $after: String) {{
  repository(owner: $owner, name: $name) {{
    pullRequests(first: 30, after: $after, states: [OPEN],
                 orderBy: {{field: CREATED_AT, direction: ASC}}) {{
      nodes {{
        {PULL_FIELDS}
        files(first: 100) {{ nodes {{ path }} {PAGE} }}
        comments(first: 100) {{
          nodes {{ fullDatabaseId {AUTHOR} body createdAt updatedAt viewerDidAuthor }} {PAGE}
        }}
        commits(last: 1) {{ nodes {{ commit {{ oid statusCheckRollup {{
          contexts(first: 100) {{
            nodes {{
              __typename
              ... on CheckRun {{
                databaseId name status conclusion title summary startedAt completedAt externalId
                checkSuite {{ app {{ slug }} }}
              }}
              ... on StatusContext {{
                context state description targetUrl createdAt creator {{ __typename login }}
              }}
            }}
            {PAGE}
          }}
        }} }} }} }}
      }}
      {PAGE}
    }}
  }}
}}"""


def ended_pulls(count: int) -> str:
    """Ask for the newest requests of so many branches at once, each under a name of its own."""
    given = "".join(f", $b{place}: String!" for place in range(count))
    asked = "".join(
        f"""
    r{place}: pullRequests(first: {NEWEST}, states: [CLOSED, MERGED], headRefName: $b{place},
                 orderBy: {{field: CREATED_AT, direction: DESC}}) {{
      nodes {{ {PULL_FIELDS} }} {PAGE}
    }}"""
        for place in range(count)
    )
    return f"""
query($owner: String!, $name: String!{given}) {{
  repository(owner: $owner, name: $name) {{ {asked}
  }}
}}"""


def actor(data: Json) -> str:
    """Name an account as REST does: GraphQL leaves the suffix of an app away."""
    if not data:
        return ""
    suffix = decode.BOT if data["__typename"] == "Bot" else ""
    return f"{data['login']}{suffix}"


def names(labels: Json) -> tuple[str, ...]:
    return decode.names(labels["nodes"])


def issue(data: Json) -> Issue:
    return Issue(
        number=data["number"],
        title=data["title"],
        body=data["body"],
        state=State[data["state"]],
        author=actor(data["author"]),
        labels=names(data["labels"]),
        pinned=bool(data["isPinned"]),
        created_at=parse(data["createdAt"]),
        updated_at=parse(data["updatedAt"]),
        closed_at=decode.moment(data["closedAt"]),
    )


def pull(data: Json) -> PullRequest:
    """Read one; who closed what was not merged is not told."""
    source, base, merge = data["headRepository"], data["baseRef"], data["mergeCommit"]
    merged = data["state"] == MERGED
    return PullRequest(
        number=data["number"],
        title=data["title"],
        body=data["body"],
        state=State.OPEN if data["state"] == State.OPEN.name else State.CLOSED,
        draft=data["isDraft"],
        author=actor(data["author"]),
        head_branch=data["headRefName"],
        head_sha=data["headRefOid"],
        head_repository=source["nameWithOwner"] if source else "",
        from_fork=data["isCrossRepository"],
        base_branch=data["baseRefName"],
        base_sha=base["target"]["oid"] if base else data["baseRefOid"],
        labels=names(data["labels"]),
        created_at=parse(data["createdAt"]),
        updated_at=parse(data["updatedAt"]),
        closed_at=decode.moment(data["closedAt"]),
        closed_by=actor(data["mergedBy"]) if merged else "",
        merged=merged,
        merge_sha=merge["oid"] if merged and merge else "",
    )


def comment(data: Json, number: int) -> Comment:
    return Comment(
        id=int(data["fullDatabaseId"]),
        number=number,
        author=actor(data["author"]),
        body=data["body"],
        created_at=parse(data["createdAt"]),
        updated_at=parse(data["updatedAt"]),
    )


def check_run(data: Json, sha: str) -> CheckRun:
    report = CheckReport(
        status=decode.check_status(data["status"]),
        conclusion=decode.conclusion(data["conclusion"]),
        title=data["title"] or "",
        summary=data["summary"] or "",
        external_id=data["externalId"] or "",
    )
    return CheckRun(
        id=data["databaseId"],
        name=data["name"],
        head_sha=sha,
        app=decode.app(data["checkSuite"]["app"]),
        report=report,
        started_at=decode.moment(data["startedAt"]),
        completed_at=decode.moment(data["completedAt"]),
    )


def status(data: Json, sha: str) -> Status:
    """Read one; what a branch rule only expects is pending."""
    state = "pending" if data["state"] == EXPECTED else data["state"].lower()
    return Status(
        id=0,
        sha=sha,
        context=data["context"],
        state=StatusState(state),
        description=data["description"] or "",
        target_url=data["targetUrl"] or "",
        creator=actor(data["creator"]),
        created_at=parse(data["createdAt"]),
    )
