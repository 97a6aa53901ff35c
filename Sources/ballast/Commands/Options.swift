import ArgumentParser
import Model

/// Which document a command is about.
struct DocumentOptions: ParsableArguments {
    @Option(name: [.short, .long], help: "The document.")
    var file = "/etc/ballast/ballast.yaml"
}

/// How a command answers.
struct OutputOptions: ParsableArguments {
    @Flag(help: "Answer in JSON, for programs.")
    var json = false
}

/// What part of the host a command touches, and where its ledger is.
struct HostOptions: ParsableArguments {
    @Flag(help: "Leave addresses on interfaces alone.")
    var noAddresses = false

    @Option(help: "Directory of the ledger: what Ballast owns on this host.")
    var state = "/var/lib/ballast"

    @Option(help: "Directory of the lock and the socket.")
    var runtime = "/run/ballast"
}

extension HostOptions {
    /// What the checks of the daemon that runs here say; nil: none runs.
    func verdicts() async -> Verdicts? {
        // Without a daemon nobody checks, and the plan says so.
        try? await StatusClient(socket: "\(runtime)/ballast.sock").get("/verdicts")
    }
}
