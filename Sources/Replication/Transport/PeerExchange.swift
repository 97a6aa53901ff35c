import NIOCore
import NIOHTTP1

/// A request to a peer, with the limits of its answer.
struct PeerExchange: Sendable {
    /// The method.
    let method: HTTPMethod
    /// The path, with parameters.
    let path: String
    /// The first byte of an object that is wanted.
    var start = 0
    /// The body of the request.
    var body: ByteBuffer?
    /// The most bytes of the answer, except of an object.
    let limit: Int
    /// The time within which the answer, or its next part, must arrive.
    var patience = PeerTimes.usual.part
    /// The place of the contents of an object, and their number of bytes.
    var sink: (place: any ObjectSink, count: Int)?

    /// The head of the request.
    ///
    /// - Parameter host: the server.
    func head(host: String) -> HTTPRequestHead {
        var headers: HTTPHeaders = ["host": host]
        if let body {
            headers.add(name: "content-type", value: "application/json")
            headers.add(name: "content-length", value: "\(body.readableBytes)")
        }
        if start > 0 { headers.add(name: "range", value: "bytes=\(start)-") }
        return HTTPRequestHead(version: .http1_1, method: method, uri: path, headers: headers)
    }

    /// The failure of an answer with this head; nil: it is as expected, or a refusal.
    func failure(of head: HTTPResponseHead) -> PeerFailure? {
        if head.status.code >= 400 { return nil }
        guard let sink else {
            return head.status == .ok || head.status == .noContent
                ? nil : .broken("status \(head.status.code)")
        }
        guard head.status == (start == 0 ? .ok : .partialContent) else {
            return .broken("status \(head.status.code)")
        }
        guard head.headers.first(name: "content-length") == "\(sink.count)" else {
            return .broken("an object of another size")
        }
        if start > 0 {
            let range = head.headers.first(name: "content-range") ?? ""
            guard range.hasPrefix("bytes \(start)-") else { return .broken("another range") }
        }
        return nil
    }
}
