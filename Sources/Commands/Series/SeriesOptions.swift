import ArgumentParser
import Controller
import Files
import Model
import Series

/// The subject and the range of a graph or table.
struct SeriesOptions: ParsableArguments {
    @Argument(help: "SERVICE, PROXY, or NAME/SERVER. Default: the node.")
    var subject: ExplainedSubject?

    @Option(help: "The shown time: hour, day, week, month or year.")
    var range = SeriesRange.day

    /// The request.
    var query: SeriesQuery {
        var query = SeriesQuery(name: subject?.service, part: subject?.server)
        query.range = range
        return query
    }
}

extension SeriesRange: ExpressibleByArgument {}
extension SeriesTopic: ExpressibleByArgument {}

extension SeriesQuery {
    /// Returns the answer of the controller.
    ///
    /// **Errors:** an exit status, after the reason is printed.
    func answer(of daemon: DaemonOptions) async throws -> [UInt8] {
        do {
            let answer = try await StatusClient(socket: daemon.path).bytes(path)
            if let failure = SeriesFailure(answer) {
                standardError("ballast: \(failure.failure)")
                throw ExitCode(1)
            }
            return answer
        } catch is AbsentAnswer {
            standardError("ballast: there are no recorded values of \(subject)")
            let reason =
                topic == .packets && form != .json && form != .csv
                ? "HAProxy counts no packets of proxies"
                : "with --no-series nothing is recorded"
            standardError(
                "hint: \"ballast status\" lists services and proxies; a new one has values after "
                    + "20 seconds; " + reason)
            throw ExitCode(1)
        } catch let code as ExitCode {
            throw code
        } catch {
            throw DaemonSilence(daemon.path, error).printed()
        }
    }
}
