import ArgumentParser
import Controller
import Files
import Model

/// The state directory and the document, for the commands about generations.
struct StateOptions: ParsableArguments {
    @Option(help: "State directory of Ballast.")
    var state = PlaceOptions.usualState

    @OptionGroup var daemon: DaemonOptions

    @Option(
        name: [.short, .customLong("file")],
        help: "The document. Default: the running controller's, else \(DocumentOptions.usual).")
    var files: [String] = []

    func validate() throws { try requireOne(files) }

    /// The generations.
    var history: GenerationStore { GenerationStore(state: state) }

    /// Returns the path of the document.
    func path() async -> String {
        if let file = files.first { return file }
        // Without a controller the default path is used.
        let status = try? await StatusClient(socket: daemon.path).status()
        return status?.document.path ?? DocumentOptions.usual
    }
}
