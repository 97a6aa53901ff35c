import ArgumentParser
import Controller

/// `ballast standby`.
struct StandbyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "standby",
        abstract: "Put this node in standby, for maintenance.",
        discussion: """
            The node hands its addresses over, and takes them again only if there is no other \
            node. Standby lasts until "ballast resume", also over a restart of the machine.

            Exit status: 0 in standby; 1 no controller answers, or the nodes have not settled it \
            yet.
            """)

    @OptionGroup var options: FailoverOptions

    func run() async throws {
        try await options.run(.standBy)
    }
}
