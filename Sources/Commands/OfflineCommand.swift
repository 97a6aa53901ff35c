import ArgumentParser
import Model

/// `ballast offline`.
struct OfflineCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "offline",
        abstract: "Take servers out of service; open connections continue.",
        discussion: leavingDiscussion)

    @OptionGroup var leaving: LeavingOptions

    func run() async throws {
        try await leaving.run(.offline)
    }
}
