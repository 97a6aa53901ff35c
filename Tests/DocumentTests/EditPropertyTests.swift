import Document
import Model
import Testing

@Suite("edits of random documents")
struct EditPropertyTests {
    @Test("an edit changes one thing in the spec and one range of the text", arguments: 0..<40)
    func property(_ block: Int) throws {
        for seed in block * 25..<(block + 1) * 25 {
            var document = RandomDocument(seed: seed)
            let before = Array(document.text.utf8)
            let parsed = parse(before)
            let spec = try #require(
                parsed.spec, "seed \(seed): \(parsed.diagnostics)\n\(document.text)")
            let edit = document.edit()
            switch edited(before, by: edit) {
            case .failure(let failure):
                Issue.record("seed \(seed), \(edit): \(failure)\n\(document.text)")
            case .success(let edited):
                let after = edited.bytes
                #expect(parse(after).spec == Self.changed(spec, edit), "seed \(seed)")
                let text = String(decoding: after, as: UTF8.self)
                #expect(
                    Self.commentLines(text) >= Self.commentLines(document.text),
                    "seed \(seed), \(edit):\n\(document.text)\n---\n\(text)")
                let (removed, added) = Self.difference(before, after)
                #expect(
                    removed.count <= 48 && added.count <= 40,
                    "seed \(seed), \(edit): -\(removed) +\(added)\n\(document.text)")
                #expect(!added.contains("#") && !removed.contains("#"), "seed \(seed), \(edit)")
            }
        }
    }

    @Test("several edits have the meaning of each after the other", arguments: 0..<20)
    func several(_ block: Int) throws {
        for seed in block * 25..<(block + 1) * 25 {
            var document = RandomDocument(seed: seed)
            let before = Array(document.text.utf8)
            let edits = (0..<(2 + seed % 7)).map { _ in document.edit() }
            let together = try edited(before, by: edits).get()
            var apart = try edited(before, by: []).get()
            for edit in edits {
                let next = try edited(apart.bytes, by: edit).get()
                apart.bytes = next.bytes
                apart.ownLists += next.ownLists.filter { !apart.ownLists.contains($0) }
            }
            #expect(parse(together.bytes).spec == parse(apart.bytes).spec, "seed \(seed)")
            #expect(Set(together.ownLists) == Set(apart.ownLists), "seed \(seed), \(edits)")
            let text = String(decoding: together.bytes, as: UTF8.self)
            #expect(Self.commentLines(text) >= Self.commentLines(document.text), "seed \(seed)")
        }
    }

    /// The spec with the change that the edit is to make.
    static func changed(_ spec: Spec, _ edit: DocumentEdit) -> Spec {
        var spec = spec
        for service in spec.services.indices where spec.services[service].name == edit.service {
            for server in spec.services[service].servers.indices
            where spec.services[service].servers[server].name == edit.server {
                switch edit {
                case .state(_, _, let state):
                    spec.services[service].servers[server].state = state
                case .weight(_, _, let weight):
                    spec.services[service].servers[server].weight = weight
                }
            }
        }
        return spec
    }

    private static func commentLines(_ text: String) -> Int {
        text.unicodeScalars.count { $0 == "#" }
    }

    /// What is between the common beginning and the common end.
    private static func difference(_ before: [UInt8], _ after: [UInt8]) -> (String, String) {
        let head = zip(before, after).prefix { $0 == $1 }.count
        let most = min(before.count, after.count) - head
        let tail = zip(before.reversed(), after.reversed()).prefix(most).prefix { $0 == $1 }.count
        return (
            String(decoding: before[head..<before.count - tail], as: UTF8.self),
            String(decoding: after[head..<after.count - tail], as: UTF8.self)
        )
    }
}
