import ArgumentParser

/// Which part of the host a command may change, and the directories of Ballast.
struct HostOptions: ParsableArguments {
    @Flag(help: "Leave addresses on interfaces alone.")
    var noAddresses = false

    @OptionGroup var place: PlaceOptions

    /// Directory of the ledger.
    var state: String { place.state }
    /// The running controller.
    var daemon: DaemonOptions { place.daemon }
    /// Directory of the lock and the socket.
    var runtime: String { daemon.runtime }
}
