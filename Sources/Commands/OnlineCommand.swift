import ArgumentParser
import Document
import Model

/// `ballast online`.
struct OnlineCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "online",
        abstract: "Return servers to service at their previous weights.",
        discussion: editDiscussion)

    @OptionGroup var options: EditOptions
    @Argument(help: serverHelp) var servers: [ServerName]

    func run() async throws {
        try await ServerEdit(options, servers) {
            DocumentEdit.state(service: $0, server: $1, .online)
        }.run()
    }
}
