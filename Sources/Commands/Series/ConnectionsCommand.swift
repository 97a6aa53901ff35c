import ArgumentParser
import Controller
import Files
import Model

/// `ballast connections`.
struct ConnectionsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "connections",
        abstract: "Show the present connections of clients, of IPVS and of HAProxy.",
        discussion: """
            Clients that persistence remembers have the port 0 and the state "remembered". The \
            kernel's table is read only when it is asked for; at most 200,000 connections of each \
            layer are read.

            Exit status: 0 shown; 1 no controller answers.
            """)

    @OptionGroup var daemon: DaemonOptions
    @OptionGroup var output: OutputOptions

    @Argument(help: "SERVICE, PROXY, or NAME/SERVER. Default: all.")
    var subject: ExplainedSubject?

    @Option(help: "Only clients of this address or network.")
    var client: String?

    @Option(help: "Only connections in this state, for example established.")
    var state: String?

    @Option(help: "Only this layer: ipvs or haproxy.")
    var layer: String?

    @Option(help: "The order: client, service, state, age or expires.")
    var sort: String?

    @Flag(help: "The other way round.")
    var reverse = false

    @Option(help: "Page of the list.")
    var page = 1

    @Option(name: [.customShort("n"), .long], help: "Connections of a page, at most 1000.")
    var size = 100

    @Flag(help: "Look up the names of the shown clients in DNS.")
    var names = false

    func validate() throws { _ = try query() }

    private func query() throws -> ConnectionQuery {
        let fields = [
            "service": subject?.service, "server": subject?.server, "client": client,
            "state": state, "layer": layer, "sort": sort, "order": reverse ? "reverse" : nil,
            "page": "\(page)", "size": "\(size)", "names": names ? "1" : nil,
        ]
        do throws(ConnectionQuery.Mistake) {
            return try ConnectionQuery(fields.compactMapValues { $0 })
        } catch {
            let text = error.description
            throw ValidationError("\(text.prefix(1).uppercased())\(text.dropFirst()).")
        }
    }

    func run() async throws {
        let answer: ConnectionsAnswer
        do {
            answer = try await StatusClient(socket: daemon.path)
                .get(ConnectionRequest.path(of: query()))
        } catch {
            throw DaemonSilence(daemon.path, error).printed()
        }
        for note in answer.notes { standardError("note: \(note)") }
        try View(answer, lines: { ConnectionsText(answer).lines }).print(json: output.json)
    }
}
