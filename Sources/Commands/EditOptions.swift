import ArgumentParser

/// The document to edit.
struct EditOptions: ParsableArguments {
    @Option(
        name: [.short, .customLong("file")],
        help: "The document. Default: the running controller's, else \(DocumentOptions.usual).")
    var files: [String] = []

    /// The path of the document; nil: not given.
    var file: String? { files.first }

    func validate() throws { try requireOne(files) }

    @OptionGroup var daemon: DaemonOptions
    @OptionGroup var output: OutputOptions

    @Flag(help: "Show the changes without writing them.")
    var dryRun = false

    @Option(name: .shortAndLong, help: "Reason of the edit, for ballast history.")
    var message: String?

    @Flag(help: "Accept raw lines that load code or leave HAProxy's sandbox.")
    var allowRawPrivileged = false
}
