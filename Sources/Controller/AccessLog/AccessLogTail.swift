import Files
import FoundationEssentials
import HAProxy
import Model
import Pages

/// The end of the access logs on this node, read on request alone.
struct AccessLogTail: Sendable {
    /// The program that reads the journal.
    var journal = BoundedProgram(path: "/usr/bin/journalctl")
    private let reader = FileTail()
    private let logs = SharedResults<Set<AccessLog.Target>, PageAccessLog>(
        for: .seconds(1), limit: 1)

    /// The most lines of a log.
    private static let limit = 300
    /// The time after which a file is given up.
    private static let patience = Duration.seconds(5)

    /// Returns the lines, the oldest first within each log.
    func lines(of targets: Set<AccessLog.Target>) async -> PageAccessLog {
        // Failures are notes of the log.
        (try? await logs.value(of: targets) { await read(targets) }) ?? PageAccessLog()
    }

    private func read(_ targets: Set<AccessLog.Target>) async -> PageAccessLog {
        var log = PageAccessLog()
        if targets.isEmpty {
            log.notes.append("Proxies have no access log: the key \"log\" turns it on.")
        }
        for target in targets.sorted(by: { "\($0)" < "\($1)" }) {
            do {
                switch target {
                case .journal: log.lines += Self.lines(in: try await journalText())
                case .file(let path): log.lines += Self.lines(in: try await text(of: path))
                case .syslog: log.notes.append("Lines of the target \(target) are not shown here.")
                }
            } catch {
                log.notes.append("\(error)")
            }
        }
        return log
    }

    private func journalText() async throws -> String {
        try await journal.run([
            "--quiet", "--no-pager", "--output=cat", "--lines=\(Self.limit)", "SYSLOG_FACILITY=16",
            "SYSLOG_IDENTIFIER=ballast", "SYSLOG_IDENTIFIER=haproxy",
        ])
    }

    private func text(of path: String) async throws -> String {
        let reader = reader
        let (results, next) = AsyncStream.makeStream(of: Result<String, HostFailure>.self)
        // In tasks of their own: a group would wait for a disk that hangs.
        Task {
            do throws(HostFailure) {
                next.yield(.success(try await reader.text(of: path)))
            } catch {
                next.yield(.failure(error))
            }
        }
        let timer = Task {
            // Cancelled: the answer is there.
            guard (try? await Task.sleep(for: Self.patience)) != nil else { return }
            next.yield(
                .failure(
                    HostFailure(
                        operation: "read \(path)",
                        reason: "it does not answer in \(Self.patience)")))
        }
        defer { timer.cancel() }
        guard let result = await results.first(where: { _ in true }) else {
            throw CancellationError()
        }
        return try result.get()
    }

    /// A line in JSON.
    private struct Line: Decodable {
        let time: String
        let proxy: String?
        let server: String?
        let client: String?
        let clientPort: Int?
        let method: String?
        let uri: String?
        let status: Int?
        let duration: Int?
        let termination: String?
    }

    /// Parses lines; those of another format remain as they are.
    static func lines(in text: String) -> [PageAccessLog.Line] {
        text.split(separator: "\n").suffix(limit).map { line in
            // A line of HAProxy's own format is no JSON.
            let value = try? JSONDecoder().decode(Line.self, from: Data(line.utf8))
            guard let value else {
                return PageAccessLog.Line(time: nil, String(line.prefix(2000)).clean)
            }
            var words: [String?] = [value.client.map { "\($0):\(value.clientPort ?? 0)" }]
            words += [value.method, value.uri, value.status.map { "\($0)" }]
            words.append("\(value.proxy ?? "-")/\(value.server ?? "-")")
            words.append(value.duration.map { "\($0) ms" })
            words.append(value.termination.flatMap { $0 == "--" ? nil : $0 })
            return PageAccessLog.Line(
                time: CivilTime(timestamp: value.time).map { $0.seconds * 1000 },
                String(words.compactMap(\.self).joined(separator: " ").prefix(2000)).clean)
        }
    }
}
