import ArgumentParser
import Planning
import Proxies

/// The directories of Ballast on this host.
struct PlaceOptions: ParsableArguments {
    @Option(help: "Directory of the ledger: what Ballast owns on this host.")
    var state = PlaceOptions.usualState

    @OptionGroup var daemon: DaemonOptions

    static let usualState = "/var/lib/ballast"
}

extension PlaceOptions {
    /// HAProxy's place on this host, for a document.
    ///
    /// - Parameter identity: the names by which this host finds its node; nil: it is no node.
    func proxies(of document: String, identity: NodeIdentity? = nil) -> ProxySite {
        ProxySite(
            runtime: daemon.runtime, state: state, document: document, identity: identity)
    }
}
