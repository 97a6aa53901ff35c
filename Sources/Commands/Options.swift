import ArgumentParser
import Controller
import Document
import Model
import Proxies

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

extension DocumentReading {
    /// The document of a command.
    ///
    /// - Parameter judgesFiles: whether a file that is of no use is an error.
    init(_ options: DocumentOptions, judgesFiles: Bool = false) {
        // Files that it names by relative paths are looked for in the current directory.
        if options.file == "-" {
            do {
                let bytes = try DocumentFile(path: "/dev/stdin").read()
                self.init(
                    path: "-", bytes: bytes, looksAtFiles: true, judgesFiles: judgesFiles,
                    allowsPrivileged: options.allowRawPrivileged)
            } catch {
                self.init(path: "-", failure: error)
            }
            return
        }
        self.init(
            path: options.file, judgesFiles: judgesFiles,
            allowsPrivileged: options.allowRawPrivileged)
    }
}

/// How a command answers.
struct OutputOptions: ParsableArguments {
    @Flag(help: "Answer in JSON, for programs.")
    var json = false
}

/// Where the running controller is asked.
struct DaemonOptions: ParsableArguments {
    @Option(help: "Directory of the lock and the socket of the running controller.")
    var runtime = "/run/ballast"

    @Option(help: "Socket of the running controller; ballast.sock in --runtime, if not given.")
    var socket: String?

    /// The path of the socket.
    var path: String { socket ?? "\(runtime)/ballast.sock" }
}

/// The directories of Ballast on this host.
struct PlaceOptions: ParsableArguments {
    @Option(help: "Directory of the ledger: what Ballast owns on this host.")
    var state = "/var/lib/ballast"

    @OptionGroup var daemon: DaemonOptions
}

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

extension PlaceOptions {
    /// HAProxy's place on this host, for a document.
    func proxies(of document: String) -> ProxySite {
        ProxySite(runtime: daemon.runtime, state: state, document: document)
    }
}

extension DaemonOptions {
    /// The knowledge of the controller that runs here; nothing where none runs.
    func knowledge() async -> HostRecord.Controller {
        HostRecord.Controller(
            verdicts: await answer("/verdicts"), feedback: await answer("/feedback"),
            pages: await answer("/pages"), lostQuorums: await answer("/quorums"))
    }

    private func answer<Answer: Decodable & Sendable>(_ path: String) async -> Answer? {
        // Without a controller there is no answer, and the plan reports that.
        try? await StatusClient(socket: self.path).get(path)
    }
}
