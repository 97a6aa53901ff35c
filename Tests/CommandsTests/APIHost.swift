import Foundation
import Seeds
import TestSupport
import Testing

/// A running controller with an API, and a client of it.
final class APIHost {
    let site: LiveSite
    /// Where the API listens.
    var port = ClaimedPorts.free()
    let token: String

    /// Starts a controller with this document and an API.
    ///
    /// - Parameter document: the document without its section `admin`.
    init(_ document: String) throws {
        let port = port
        site = try LiveSite { _ in document + Self.admin(port) }
        let state = "\(site.folder)/state"
        let made = try Program("user", "token", "tool", "--group", "conf", "--state", state)
        token = made.output.split(separator: "\n").first.map { String($0) } ?? ""
        try site.start()
        site.eventually("the API") { try self.get("/openapi.json").status == 200 }
    }

    /// The section of a document.
    static func admin(_ port: UInt16, _ more: String = "") -> String {
        "admin: {listen: \"127.0.0.1:\(port)\"\(more)}\n"
    }

    /// An answer.
    struct Answer {
        let status: Int
        /// The header in lower case.
        let head: String
        let body: String

        /// The value of the header `ETag`.
        var tag: String {
            head.split(separator: "\r\n").first { $0.hasPrefix("etag: ") }
                .map { String($0.dropFirst(6)) } ?? ""
        }
    }

    /// Makes a request.
    ///
    /// - Parameter options: further options of curl.
    func get(_ path: String, _ options: String = "") throws -> Answer {
        let out = try Scratch(name: "body")
        let command =
            "curl -s -m 20 --cacert \(site.folder)/state/api.pem -D \(out.folder)/head"
            + " -o \(out.path) -w '%{http_code}' -H 'Authorization: Bearer \(token)'"
            + " \(options) 'https://127.0.0.1:\(port)/api/v1\(path)' || true"
        let status = try shell(command)
        // Without an answer there is no header.
        let head = (try? String(contentsOfFile: "\(out.folder)/head", encoding: .utf8)) ?? ""
        // A picture is no text.
        let body = String(
            decoding: try Data(contentsOf: URL(filePath: out.path)), as: UTF8.self)
        return Answer(status: Int(status) ?? 0, head: head.lowercased(), body: body)
    }

    /// Sends a body.
    func send(
        _ method: String, _ path: String, _ body: String, _ type: String = "application/yaml",
        _ options: String = ""
    ) throws -> Answer {
        let file = try Scratch(body, name: "request")
        return try get(
            path,
            "-X \(method) -H 'Content-Type: \(type)' --data-binary @\(file.path) \(options)")
    }
}
