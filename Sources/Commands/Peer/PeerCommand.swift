import ArgumentParser

/// `ballast peer`.
struct PeerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "peer",
        abstract: "Make nodes trust each other, so that they replicate the document.",
        discussion: """
            On the first node, "ballast peer init" prints a command with a one-time token. Run it \
            on the next node: from then on both have the same document and files, and an edit on \
            either one reaches the other. A node that has joined one node trusts all of them.

            The commands need no running controller, except diff and sync. A running one notices \
            their changes within a second.
            """,
        subcommands: [
            InitPeer.self, InvitePeer.self, JoinPeer.self, ListPeers.self, DiffPeer.self,
            SyncPeers.self, RevokePeer.self, ForgetPeer.self,
        ])
}
