import ArgumentParser
import Proxies

/// The directories of Ballast on this host.
struct PlaceOptions: ParsableArguments {
    @Option(help: "Directory of the ledger: what Ballast owns on this host.")
    var state = "/var/lib/ballast"

    @OptionGroup var daemon: DaemonOptions
}

extension PlaceOptions {
    /// HAProxy's place on this host, for a document.
    func proxies(of document: String) -> ProxySite {
        ProxySite(runtime: daemon.runtime, state: state, document: document)
    }
}
