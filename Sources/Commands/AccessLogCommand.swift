import ArgumentParser
import Proxies

/// `ballast access-log`: the writer of access logs, which the controller starts.
struct AccessLogCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "access-log",
        abstract: "Write access logs. The controller starts this command.",
        shouldDisplay: false)

    @Option(help: "HAProxy's folder, in the runtime directory.")
    var folder: String

    func run() throws {
        try stopping {
            var writer = AccessLogWriter(folder: folder)
            try writer.run()
        }
    }
}
