import Admin
import ArgumentParser

/// `ballast metrics`.
struct MetricsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "metrics",
        abstract: "Print the metrics of the controller for Prometheus.",
        discussion: """
            The same as GET /metrics on the status socket. For the textfile collector of \
            node_exporter, write the output to a file and rename it.

            Exit status: 0 printed; 1 no controller answers.
            """)

    @OptionGroup var daemon: DaemonOptions

    @Flag(help: "Print OpenMetrics 1.0 instead of Prometheus's text.") var openMetrics = false

    func run() async throws {
        let form: MetricForm = openMetrics ? .openMetrics : .text
        let text: String
        do {
            text = try await StatusClient(socket: daemon.path)
                .text("/metrics", accept: form.contentType)
        } catch {
            throw DaemonSilence(daemon.path, error).printed()
        }
        write(text, to: 1)
    }
}
