import Files
import Model
import NIOCore

/// The answers to requests, as the status socket and the API send them: concurrent requests for a
/// large one share it.
struct StatusReplies: Sendable {
    private let answers: StatusServer.Reply
    /// The answers that concurrent requests share, by path.
    private let shared: [String: SharedAnswers]

    /// Creates the replies.
    ///
    /// - Parameters:
    ///   - further: the paths of further answers that are shared.
    ///   - answers: returns an answer; nil: there is none.
    init(sharing further: [String] = [], _ answers: @escaping StatusServer.Reply) {
        self.answers = answers
        var requests = (["/status", "/status/brief", ServicesBody.path] + further).map {
            StatusRequest(path: $0)
        }
        requests += ["application/openmetrics-text", nil].map {
            StatusRequest(path: StatusRequest.metrics, accept: $0)
        }
        shared = Dictionary(uniqueKeysWithValues: requests.map { ($0.answerKey, SharedAnswers()) })
    }

    /// Returns the text of an answer; nil: there is none.
    ///
    /// - Parameter process: returns the process that asks, if the answer is not shared.
    func body(
        for request: StatusRequest, process: @Sendable () async -> Int32? = { nil }
    ) async throws -> ByteBuffer? {
        guard let shared = shared[request.answerKey] else {
            return try await Self.body(
                of: answers(StatusRequest(path: request.path, process: await process())))
        }
        let answers = answers
        return try await shared.answer { try await Self.body(of: answers(request)) }
    }

    private static func body(of answer: (any Encodable & Sendable)?) throws -> ByteBuffer? {
        if let encoded = answer as? EncodedAnswer { return encoded.body }
        return try answer.map { ByteBuffer(string: try compactJSON($0) + "\n") }
    }
}
