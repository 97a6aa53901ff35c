import NIOHTTP1
import Seeds
import Testing

@testable import Replication

@Suite("Requests of peers")
struct PeerRequestTests {
    private static let digest = Digest(of: [1, 2, 3])

    private struct Good: Sendable {
        let method: HTTPMethod
        let path: String
        var range: String?
        let request: PeerRequest
    }

    private static let good = [
        Good(method: .POST, path: "/v1/hello", request: .hello),
        Good(method: .POST, path: "/v1/report", request: .report),
        Good(method: .POST, path: "/v1/join", request: .join),
        Good(method: .POST, path: "/v1/entries", request: .entries),
        Good(method: .POST, path: "/v1/lines", request: .lines),
        Good(method: .GET, path: "/v1/generation", request: .generation(after: nil)),
        Good(
            method: .GET, path: "/v1/generation?after=\(digest.hex)",
            request: .generation(after: digest)),
        Good(
            method: .GET, path: "/v1/objects/\(digest.hex)", request: .object(digest, from: 0)),
        Good(
            method: .GET, path: "/v1/objects/\(digest.hex)", range: "bytes=4711-",
            request: .object(digest, from: 4711)),
    ]

    @Test("each request has one path and one method", arguments: good)
    private func parse(_ row: Good) throws {
        #expect(try PeerRequest(Self.head(row.method, row.path, row.range)) == row.request)
    }

    private struct Bad: Sendable {
        let method: HTTPMethod
        let path: String
        var range: String?
        let status: HTTPResponseStatus
    }

    private static let bad = [
        Bad(method: .GET, path: "/", status: .notFound),
        Bad(method: .GET, path: "", status: .notFound),
        Bad(method: .GET, path: "*", status: .notFound),
        Bad(method: .GET, path: "/v1/hello/", status: .notFound),
        Bad(method: .GET, path: "/v1/../v1/generation", status: .notFound),
        Bad(method: .GET, path: "//v1/generation", status: .notFound),
        Bad(method: .GET, path: "/v1/hello", status: .methodNotAllowed),
        Bad(method: .HEAD, path: "/v1/generation", status: .methodNotAllowed),
        Bad(method: .CONNECT, path: "/v1/join", status: .methodNotAllowed),
        Bad(method: .POST, path: "/v1/join?token=1", status: .badRequest),
        Bad(method: .GET, path: "/v1/entries", status: .methodNotAllowed),
        Bad(method: .POST, path: "/v1/lines?after=1", status: .badRequest),
        Bad(method: .GET, path: "/v1/generation?", status: .badRequest),
        Bad(method: .GET, path: "/v1/generation?after=", status: .badRequest),
        Bad(method: .GET, path: "/v1/generation?after=12", status: .badRequest),
        Bad(
            method: .GET, path: "/v1/generation?after=\(digest.hex)&after=\(digest.hex)",
            status: .badRequest),
        Bad(method: .GET, path: "/v1/objects/", status: .badRequest),
        Bad(method: .GET, path: "/v1/objects/../peers.json", status: .badRequest),
        Bad(method: .GET, path: "/v1/objects/%2e%2e%2fpeers.json", status: .badRequest),
        Bad(
            method: .GET, path: "/v1/objects/\(digest.hex.uppercased())", status: .badRequest),
        Bad(method: .GET, path: "/v1/objects/\(digest.hex)?x", status: .badRequest),
    ]

    @Test("a wrong path, method or parameter has its status", arguments: bad)
    private func refuse(_ row: Bad) throws {
        let refusal = #expect(throws: PeerRefusal.self) {
            try PeerRequest(Self.head(row.method, row.path, row.range))
        }
        #expect(refusal?.status == row.status)
    }

    @Test(
        "a range has a beginning and no end",
        arguments: [
            "bytes=", "bytes=-", "bytes=-5", "bytes=1-2", "bytes=1-,2-", "bytes=+1-",
            "bytes=0x1-", "bytes= 1-", "lines=1-", "bytes=9999999999999999-", "bytes=1\u{661}-",
        ])
    func ranges(_ range: String) throws {
        let refusal = #expect(throws: PeerRefusal.self) {
            try PeerRequest(Self.head(.GET, "/v1/objects/\(Self.digest.hex)", range))
        }
        #expect(refusal?.status == .badRequest)
    }

    @Test("only a join is for strangers")
    func strangers() {
        for row in Self.good {
            #expect(row.request.isForStrangers == (row.request == .join), "\(row.path)")
        }
    }

    @Test("damaged paths are refused or parsed, and never more")
    func fuzz() throws {
        var numbers = SeededNumbers(seed: 1)
        var parsed = 0
        for _ in 0..<2000 {
            let row = numbers.pick(Self.good)
            var path = Array(row.path.utf8)
            for _ in 0..<Int.random(in: 0...2, using: &numbers) {
                let place = Int.random(in: 0..<path.count, using: &numbers)
                path[place] = UInt8.random(in: 0...255, using: &numbers)
            }
            let text = String(decoding: path, as: UTF8.self)
            do {
                _ = try PeerRequest(Self.head(row.method, text, row.range))
                parsed += 1
            } catch {
                #expect((400..<500).contains(error.status.code))
            }
        }
        #expect((200..<1800).contains(parsed))
    }

    private static func head(
        _ method: HTTPMethod, _ path: String, _ range: String?
    ) -> HTTPRequestHead {
        HTTPRequestHead(
            version: .http1_1, method: method, uri: path,
            headers: range.map { ["range": $0] } ?? [:])
    }
}
