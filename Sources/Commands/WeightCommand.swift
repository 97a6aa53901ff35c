import ArgumentParser
import Document

/// `ballast weight`.
struct WeightCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "weight",
        abstract: "Change a server's share of new connections.",
        discussion: editDiscussion)

    @OptionGroup var options: EditOptions
    @Argument(help: serverHelp) var server: ServerName
    @Argument(help: "0...65535; 0: no new connections.") var weight: Int

    func validate() throws {
        guard (0...65535).contains(weight) else {
            throw ValidationError("a weight is a number of 0...65535")
        }
    }

    func run() async throws {
        let edit = ServerEdit(options, [server]) {
            DocumentEdit.weight(service: $0, server: $1, weight)
        }
        try await edit.run()
    }
}
