import ArgumentParser
import Controller
import Glibc
import Model
import Planning

/// `ballast validate`.
struct ValidateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate",
        abstract: "Check the document; changes nothing and needs no privilege.",
        discussion: """
            If the document has proxies or sslServices and HAProxy is installed, HAProxy checks \
            its configuration too, as an unprivileged user without a network. The iptables of \
            the host tests the lines of firewall.rules.

            Exit status: 0 the document is valid; 1 it has errors.
            """)

    @Argument(help: ArgumentHelp("The document, in place of -f.", valueName: "file"))
    var path: String?
    @OptionGroup var document: DocumentOptions

    @Option(
        help: ArgumentHelp(
            "Check the document for the host of this node. Default: for any host.",
            valueName: "name"))
    var node: String?

    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard let path else { return }
        try requireOne(document.files + [path])
    }

    func run() async throws {
        var document = document
        if let path { document.files = [path] }
        let identity = node.map { NodeIdentity(name: $0, hostName: $0) }
        var reading = DocumentReading(document, judgesFiles: true, identity: identity)
        reading.judgeTableSync(for: identity)
        await reading.consultHAProxy()
        reading.consultIPTables()
        if !output.json { reading.printDiagnostics() }
        let good = reading.spec.map { "\(document.file): good: \(Self.summary(of: $0))" }
        try View(DocumentAnswer(reading), lines: { [good].compactMap(\.self) })
            .print(json: output.json)
        if reading.spec == nil { throw ExitCode(1) }
    }

    private static func summary(of spec: Spec) -> String {
        let proxied = spec.proxies.reduce(0) { count, proxy in
            count + proxy.servers.count + proxy.routes.reduce(0) { $0 + $1.servers.count }
        }
        let servers = spec.services.reduce(proxied) { $0 + $1.servers.count }
        var parts = [counted(spec.services.count, "service")]
        if !spec.proxies.isEmpty {
            let noun = spec.proxies.count == 1 ? "proxy" : "proxies"
            parts.append("\(spec.proxies.count) \(noun)")
        }
        if !spec.sslServices.isEmpty {
            parts.append(counted(spec.sslServices.count, "SSL service"))
        }
        return (parts + [counted(servers, "server")]).joined(separator: ", ")
    }
}
