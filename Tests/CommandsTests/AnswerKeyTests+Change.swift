import Foundation
import Model
import Testing

@testable import Commands
@testable import Controller

extension AnswerKeyTests {
    @Test("every key of a history, a rollback and a confirmation is written")
    func changes() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: folder) }
        let store = GenerationStore(state: folder.path)
        _ = try store.add(
            [0x61], of: "/d", by: ChangeAuthor(.command, user: "anna", host: "lb1"),
            message: "why", at: 5,
            commit: { GitCommit(name: String(repeating: "a", count: 40), isDirty: true) })
        let entries = store.entries() + [.damaged(2)]
        try verify(.history, [HistoryAnswer(entries)])
        let lines = HistoryAnswer(entries).lines(Layout(width: 200, now: 5))
        #expect(lines[1].contains("anna@lb1") && lines[1].contains("aaaaaaaaaaaa dirty"))
        #expect(lines.last == "damaged: 2")
        try verify(
            .rollback,
            [RollbackAnswer(document: "/d", generation: 3, changed: true, dryRun: false)])
        try verify(.confirm, [ConfirmAnswer(generation: 3), ConfirmAnswer(failure: "none")])
    }
}
