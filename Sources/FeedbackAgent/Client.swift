import Glibc

/// A connection, answered at once or after its HTTP request.
struct Client {
    /// Maximum number of bytes of a request.
    private static let limit = 8_192

    let descriptor: Int32
    /// The time at which the connection is closed.
    let deadline: Int64
    private var request: [UInt8] = []
    private(set) var isAnswered = false

    init(_ descriptor: Int32, deadline: Int64) {
        self.descriptor = descriptor
        self.deadline = deadline
    }

    /// Sends the text, if there is one, and the end of the stream; a few bytes are never sent in
    /// part.
    mutating func answer(_ text: String?) {
        if let text {
            let bytes = Array(text.utf8)
            _ = send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
        }
        shutdown(descriptor, Int32(SHUT_WR))
        isAnswered = true
    }

    /// Reads from the client; false when the connection has ended.
    ///
    /// Bytes after the answer are discarded: closing with unread bytes would reset the connection
    /// and lose the answer.
    mutating func receive(_ line: String?, http: Bool) -> Bool {
        var buffer = [UInt8](repeating: 0, count: 4_096)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        if count < 0 { return errno == EAGAIN || errno == EINTR }
        if count == 0 { return false }
        guard http, !isAnswered else { return true }
        request += buffer[..<count]
        guard let answer = Self.answer(to: request, line) else {
            return request.count <= Self.limit
        }
        self.answer(answer)
        return true
    }

    /// The answer to a request; nil: the request is incomplete.
    ///
    /// - Parameter line: the agent's line; nil: it has none, which is status 503.
    ///
    /// A request without a version of HTTP gets the bare line, as in HTTP/0.9. Source: RFC 1945
    /// sections 4.1 and 5.
    static func answer(to request: [UInt8], _ line: String?) -> String? {
        guard let end = request.firstIndex(of: 0x0a) else { return nil }
        let first = String(decoding: request[..<end], as: UTF8.self)
        let words = first.split(whereSeparator: { $0 == " " || $0 == "\r" })
        guard words.count == 3, words[2].hasPrefix("HTTP/") else {
            let isSimple = words.count == 2 && words[0] == "GET"
            return isSimple ? line ?? "" : head("400 Bad Request", 0)
        }
        let text = String(decoding: request, as: UTF8.self)
        guard text.contains("\r\n\r\n") || text.contains("\n\n") else { return nil }
        guard let line else { return head("503 Service Unavailable", 0) }
        switch words[0] {
        case "GET": return head("200 OK", line.utf8.count) + line
        case "HEAD": return head("200 OK", line.utf8.count)
        default: return head("405 Method Not Allowed", 0)
        }
    }

    private static func head(_ status: String, _ length: Int) -> String {
        "HTTP/1.0 \(status)\r\nContent-Type: text/plain\r\nContent-Length: \(length)\r\n"
            + "Cache-Control: no-store\r\nConnection: close\r\n\r\n"
    }
}
