import Foundation
import Model
import TestSupport
import Testing

@testable import Commands
@testable import Controller

extension AnswerKeyTests {
    @Test("every key of a backup, a restore and a reset is written")
    func backups() async throws {
        let file = try Scratch("version: 1\nholdingPage: {file: page.html}\n")
        let state = file.folder + "/state"
        let (backup, omissions) = try BackupSource(
            document: file.path, state: state, program: "1"
        ).backup()
        #expect(omissions.map(\.isNeeded) == [true])
        try verify(
            .backup, [BackupAnswer(backup, omissions, in: "/b", size: 3, isEncrypted: false)])
        let plan = try RestorePlan(backup, document: nil, state: state) { path, bytes in
            DocumentReading(path: path, bytes: bytes)
        }
        let answer = RestoreAnswer(plan, dryRun: true)
        try verify(.restore, [answer])
        #expect(answer.lines(Layout(width: 200, now: 5)).last?.hasSuffix("same") == true)
        try verify(
            .reset,
            [
                ResetAnswer(
                    steps: ["a"], files: ["/b"], left: ["d"], removed: false, failures: ["c"])
            ])
    }

    @Test("every key of a history, a rollback and a confirmation is written")
    func changes() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: folder) }
        let store = GenerationStore(state: folder.path)
        _ = try store.add(
            [0x61], of: "/d", by: ChangeAuthor(.command, user: "anna", host: "lb1"),
            message: "why", at: 5,
            commit: { GitCommit(name: String(repeating: "a", count: 40), isDirty: true) })
        _ = try store.add(
            [0x62], of: "/d", by: ChangeAuthor(.run), message: nil, isUnconfirmed: true, at: 6)
        try store.settle(isConfirmed: false, canary: "canary taken back: no")
        let number = try store.add(
            [0x63], of: "/d", by: ChangeAuthor(.run), message: nil, isUnconfirmed: true, at: 7
        ).number
        try store.settle(isConfirmed: true, canary: "canary passed: no requests")
        var passed = try #require(store.generations.first { $0.number == number })
        passed.result = .init(state: .applied, steps: 0)
        try store.update(passed)
        let entries = store.entries() + [.damaged(3)]
        try verify(.history, [HistoryAnswer(entries)])
        let lines = HistoryAnswer(entries).lines(Layout(width: 200, now: 5))
        #expect(lines[3].contains("anna@lb1") && lines[3].contains("aaaaaaaaaaaa dirty"))
        #expect(lines[2].contains("canary taken back: no"))
        #expect(lines[1].contains("  canary passed: no requests"))
        #expect(lines.last == "damaged: 3")
        try verify(
            .rollback,
            [RollbackAnswer(document: "/d", generation: 3, changed: true, dryRun: false)])
        try verify(
            .confirm, [ConfirmAnswer(generation: 3, warning: "a"), ConfirmAnswer(failure: "none")])
    }
}
