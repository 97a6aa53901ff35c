import Admin
import Document
import Foundation
import Model
import Planning
import Replication
import TestSupport
import TestThreads
import Testing

@testable import Controller

/// Edits of the document by clients of the API.
@Suite("Edits by the API", .ownThreads)
struct DocumentDeskTests {
    private let file: Scratch
    private let keeper: DocumentKeeper
    private let changes: ChangeKeeper
    private let desk: DocumentDesk

    private static func document(_ weights: [Int]) -> String {
        let servers = weights.enumerated().map { number, weight in
            "    - {name: s\(number), address: 10.0.0.\(number + 1):80, weight: \(weight)}\n"
        }
        return "version: 1\nservices:\n- name: web\n  listen: 10.1.0.1:80\n  servers:\n"
            + servers.joined()
    }

    init() throws {
        file = try Scratch(Self.document(Array(repeating: 10, count: 20)))
        let state = file.folder + "/state"
        keeper = DocumentKeeper(directory: state)
        changes = ChangeKeeper(state: state, document: file.path, keeper: keeper)
        desk = DocumentDesk(
            DocumentDesk.Place(
                document: file.path, state: state, allowsPrivileged: false,
                identity: NodeIdentity(hostName: "lb1"), version: "1"), changes)
    }

    private static func weigh(
        _ server: Int, _ weight: Int, by desk: DocumentDesk
    ) async -> Int {
        do throws(APIRefusal) {
            _ = try await desk.edit(
                [.weight(service: "web", server: "s\(server)", weight)],
                by: ChangeAuthor(.api, user: "a", host: nil), nil)
            return 200
        } catch {
            return error.status
        }
    }

    @Test("edits of different servers at the same time are all made")
    func edits() async throws {
        let desk = desk
        let statuses = await withTaskGroup(of: Int.self) { group in
            for server in 0..<20 {
                group.addTask { await Self.weigh(server, 20 + server, by: desk) }
            }
            return await group.reduce(into: [Int]()) { $0.append($1) }
        }
        #expect(statuses == Array(repeating: 200, count: 20))
        let text = try String(contentsOfFile: file.path, encoding: .utf8)
        #expect(text == Self.document((0..<20).map { 20 + $0 }))
        changes.finish()
    }

    @Test("an edit that names a text is refused on another one")
    func named() async throws {
        let old = try await desk.text()
        #expect(await Self.weigh(0, 5, by: desk) == 200)
        let change = DocumentEdit.weight(service: "web", server: "s1", 6)
        for digests in [[Digest(of: old)], [Digest(of: old), Digest(of: try await desk.text())]] {
            do throws(APIRefusal) {
                _ = try await desk.edit(
                    [change], matching: digests, by: ChangeAuthor(.api, user: "a", host: nil), nil)
                #expect(digests.count == 2)
            } catch {
                #expect(error.status == 412 && digests.count == 1)
            }
        }
        changes.finish()
    }
}
