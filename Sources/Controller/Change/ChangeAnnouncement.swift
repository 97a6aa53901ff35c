import Admin
import Model
import Planning
import Replication

/// The facts of an edit that a command is about to save, as a request on the status socket.
///
/// For example, `POST /changes/announce?digest=…&user=anna&host=192.0.2.7`.
package struct ChangeAnnouncement: Sendable, Equatable {
    /// The SHA-256 of the document.
    package var digest: Digest
    /// The author.
    package var author: ChangeAuthor
    /// The reason of the edit; nil: none.
    package var message: String?
    /// The time for the confirmation; nil: the document decides.
    package var time: Duration?
    /// Whether the edit may remove more than the document allows.
    package var allowsRemoval = false
    /// Whether the edit waits for a change window.
    package var urgency = Urgency.usual
    /// The service that is in force first; nil: all of the edit is.
    package var canary: CanaryRequest?
    /// Whether the command itself writes the file.
    package var isOwn = true

    /// The reason for which an edit does not wait for a change window.
    package enum Urgency: String, Sendable {
        /// None: it waits.
        case usual
        /// The author has demanded it.
        case now
        /// It returns to an earlier document.
        case rollback
    }

    /// Creates the facts of an edit by the command in this process.
    package init(of text: [UInt8], message: String? = nil) {
        digest = Digest(of: text)
        author = .command
        self.message = message
    }

    private static let prefix = "/changes/announce?"

    /// The path of the request.
    package var path: String {
        let fields = [
            ("digest", digest.hex), ("user", author.user), ("host", author.host),
            ("kind", author.kind == .command ? nil : author.kind.rawValue),
            ("message", message), ("time", time.map { "\($0.wholeMilliseconds)" }),
            ("removal", allowsRemoval ? "yes" : nil), ("own", isOwn ? "yes" : nil),
            ("urgency", urgency == .usual ? nil : urgency.rawValue),
            ("canary", canary?.service),
            ("pause", canary.map { "\($0.pause.wholeMilliseconds)" }),
        ]
        return Self.prefix
            + fields.compactMap { name, value in
                value.map { "\(name)=\(PathText.escaped($0))" }
            }.joined(separator: "&")
    }

    /// Whether the edit must not come into force without these facts.
    var isBinding: Bool { time != nil || canary != nil }

    /// Parses the path of a request; nil: another path.
    init?(path: String) {
        guard path.hasPrefix(Self.prefix) else { return nil }
        var values: [Substring: String] = [:]
        for field in path.dropFirst(Self.prefix.count).split(separator: "&") {
            let pair = field.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard pair.count == 2, let value = PathText.unescaped(String(pair[1])),
                value.utf8.count <= 2048
            else { return nil }
            values[pair[0]] = value
        }
        guard let digest = values["digest"].flatMap({ Digest(hex: $0) }) else { return nil }
        self.digest = digest
        let isByAPI = values["kind"] == ChangeAuthor.Kind.api.rawValue
        author = ChangeAuthor(
            isByAPI ? .api : .command, user: values["user"], host: values["host"])
        message = values["message"]
        time = values["time"].flatMap { Int64($0) }.flatMap {
            (1...86_400_000).contains($0) ? .milliseconds($0) : nil
        }
        allowsRemoval = values["removal"] != nil
        isOwn = values["own"] != nil
        canary = values["canary"].map { service in
            let pause = values["pause"].flatMap { Int64($0) } ?? 0
            return CanaryRequest(
                service,
                pause: Canary.pauses.contains(pause) ? .milliseconds(pause) : Canary.usualPause)
        }
        urgency = values["urgency"].flatMap { Urgency(rawValue: $0) } ?? .usual
    }
}
