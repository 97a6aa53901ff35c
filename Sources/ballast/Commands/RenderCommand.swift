import ArgumentParser
import Document
import Glibc

/// `ballast render`.
struct RenderCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "render",
        abstract: "Print text that is made from the program or the document.",
        subcommands: [Schema.self])

    /// `ballast render schema`.
    struct Schema: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "schema",
            abstract: "The JSON Schema (2020-12) of the document, for editors and checkers.")

        func run() {
            write(jsonSchema() + "\n", to: STDOUT_FILENO)
        }
    }
}
