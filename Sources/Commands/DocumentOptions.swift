import ArgumentParser

/// Which document a command is about.
struct DocumentOptions: ParsableArguments {
    @Option(
        name: [.short, .customLong("file")],
        help: "The document; - is standard input. Default: \(DocumentOptions.usual).")
    var files: [String] = []

    @Flag(help: "Accept raw lines that load code or leave HAProxy's sandbox.")
    var allowRawPrivileged = false

    static let usual = "/etc/ballast/ballast.yaml"

    /// The path of the document.
    var file: String { files.first ?? Self.usual }

    func validate() throws { try requireOne(files) }
}

/// Refuses a second document, of which nothing would be read.
func requireOne(_ files: [String]) throws {
    guard files.count > 1 else { return }
    throw ValidationError(
        "a command is about one document, and these are \(files.count): "
            + files.joined(separator: ", "))
}
