import ArgumentParser
import Files
import Planning

/// Which part of the host a command may change, and the directories of Ballast.
struct HostOptions: ParsableArguments {
    @Flag(help: "Leave addresses on interfaces alone.")
    var noAddresses = false

    @Option(
        help: ArgumentHelp(
            "Node of the document that this host is. Default: the host name.", valueName: "name"))
    var node: String?

    @OptionGroup var place: PlaceOptions

    /// The names by which this host finds its node.
    var identity: NodeIdentity { NodeIdentity(name: node, hostName: hostName()) }
    /// Directory of the ledger.
    var state: String { place.state }
    /// The running controller.
    var daemon: DaemonOptions { place.daemon }
    /// Directory of the lock and the socket.
    var runtime: String { daemon.runtime }
}
