import ArgumentParser
import Document
import Model

/// The servers of a drain, and the option to wait for open connections.
struct LeavingOptions: ParsableArguments {
    @OptionGroup var edit: EditOptions
    @OptionGroup var wait: WaitOptions
    @Argument(help: serverHelp) var servers: [ServerName]

    /// Writes the state into the document, and waits if `--wait` is given.
    func run(_ state: ServerState) async throws {
        let edit = ServerEdit(edit, servers) {
            DocumentEdit.state(service: $0, server: $1, state)
        }
        try await edit.run(state, wait)
    }
}
