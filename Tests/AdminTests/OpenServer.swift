import Addresses
import Certificates
import Files
import Foundation
import TestSupport

@testable import Admin

/// The API on a free port of loopback, and its clients.
struct OpenServer {
    let site = RecordedSite()
    let tokens = GroupTokens()
    let server: APIServer
    let port: UInt16
    private let folder: Scratch

    /// Starts the API with these limits.
    init(_ times: APITimes = .usual) async throws {
        server = APIServer(site, tokens, times: times)
        let identity = try Identity(
            selfSigned: try PrivateKey(making: .p256),
            for: try Subject(names: ["localhost", "127.0.0.1"].compactMap { AlternativeName($0) }),
            now: UTCTime(seconds: wallClock() / 1000))
        let pem: [UInt8] = try identity.pem().withBytes { Array($0) }
        folder = try Scratch(String(decoding: pem, as: UTF8.self), name: "api.pem")
        server.present(try APIIdentity(pem: pem))
        let place = Endpoint(.v4(IPv4Address(rawValue: 0x7f00_0001)), port: 0)
        port = try await server.open(at: place)
    }

    /// The start of a request by curl; the output ends with the status.
    func ask(_ path: String, _ options: String = "", as group: String = "conf") throws -> Answer {
        let command =
            "curl -s -m 20 --cacert \(folder.path) -o \(folder.folder)/body"
            + " -D \(folder.folder)/head -w '%{http_code} %{exitcode}'"
            + (group.isEmpty ? "" : " -H 'Authorization: Bearer \(group)'")
            + " \(options) 'https://127.0.0.1:\(port)/api/v1\(path)' || true"
        try? FileManager.default.removeItem(atPath: "\(folder.folder)/body")
        let words = try shell(command).split(separator: " ")
        let body = FileManager.default.contents(atPath: "\(folder.folder)/body") ?? Data()
        let head = try String(contentsOfFile: "\(folder.folder)/head", encoding: .utf8)
        return Answer(
            status: words.first.flatMap { Int($0) } ?? 0, head: head.lowercased(),
            body: String(decoding: body, as: UTF8.self))
    }

    /// An answer.
    struct Answer {
        let status: Int
        /// The header in lower case.
        let head: String
        let body: String
    }

    /// Runs a script of Python, which has `connect()`, a socket over TLS, and returns its output.
    func script(_ text: String) throws -> String {
        let start = """
            import socket, ssl, sys, time
            context = ssl.create_default_context()
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
            def plain():
                return socket.create_connection(("127.0.0.1", \(port)), 20)
            def connect():
                s = context.wrap_socket(plain(), server_hostname="localhost")
                s.settimeout(20)
                return s

            """
        let file = try Scratch(start + text, name: "client.py")
        return try shell("python3 \(file.path)")
    }
}
