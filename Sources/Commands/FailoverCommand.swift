import ArgumentParser
import Controller

/// `ballast failover`.
struct FailoverCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "failover",
        abstract: "Hand the virtual addresses over to another node.",
        discussion: """
            The new node has the addresses before this one removes them, so no client notices. \
            They stay there while that node is well; "ballast resume" lets this node take them \
            back. Run it on the node that has the addresses.

            Exit status: 0 handed over; 1 this node does not have the addresses, no other node \
            can take them, or no controller answers.
            """)

    @OptionGroup var options: FailoverOptions

    @Option(help: "Node that gets the addresses. Default: the best one.")
    var to: String?

    @Flag(
        help: """
            Hand over also to a node that is not ready, for example because its connections \
            are not synchronised: those that it does not know end.
            """)
    var force = false

    func run() async throws {
        try await options.run(.handOver, to: to, isForced: force)
    }
}
