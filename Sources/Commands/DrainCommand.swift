import ArgumentParser
import Model

/// `ballast drain`.
struct DrainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "drain",
        abstract: "Stop new connections to servers; open connections continue.",
        discussion: leavingDiscussion)

    @OptionGroup var leaving: LeavingOptions

    func run() async throws {
        try await leaving.run(.drain)
    }
}
