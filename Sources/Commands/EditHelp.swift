import ArgumentParser

let serverHelp: ArgumentHelp = """
    SERVICE/SERVER; SERVICE/* for all servers of a service, */SERVER for all services and proxies.
    """

let editDiscussion = """
    Edits the document: changes only the necessary bytes, and keeps comments and order. A running \
    controller follows at once; without one, run "ballast apply". The edit never cuts a session.

    Exit status: 0 written or unchanged; 1 nothing was written.
    """

/// The discussion of the commands with `--wait`.
let leavingDiscussion = """
    \(editDiscussion)

    With --wait, the exit status is also 1 if servers still have sessions at the timeout. It needs \
    a running controller of this document; without one nothing is written.
    """
