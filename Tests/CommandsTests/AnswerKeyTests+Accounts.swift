import Admin
import Foundation
import Model
import TestSupport
import Testing

@testable import Commands

extension AnswerKeyTests {
    @Test("every key of the accounts, the tokens and the audit log is written")
    func accounts() throws {
        let scratch = try Scratch(name: "unused")
        let store = AccountStore(state: scratch.folder)
        let cheap = PasswordCost(memory: 8, passes: 1)
        let hash = try PasswordHash(of: Array("correct horse".utf8), cost: cheap)
        try store.add("anna", .configuration, hash, now: 5)
        let (token, text) = try store.issue(
            "deploy", .report, lifetime: .seconds(86_400), by: "anna", now: 5)
        let book = try store.load()
        try verify(.users, [UsersAnswer(book.users)])
        try verify(.tokens, [TokensAnswer(book.tokens, at: 5)])
        try verify(.token, [TokenAnswer(token, text: text)])
        let author = AuditEntry.Author("anna", .account, from: "10.0.0.1")
        var first = AuditEntry(author, "drain web/web1", why: "rack 4", at: 5)
        (first.node, first.number) = ("lb2", 7)
        let entries = [
            first,
            AuditEntry(author, "sign in", result: .refused, omitted: 3, at: 5),
        ]
        let answer = AuditAnswer(entries, damaged: 1)
        try verify(.audit, [answer])
        let lines = answer.lines()
        #expect(lines[1].hasSuffix("anna on lb2  10.0.0.1  done     drain web/web1: rack 4"))
        #expect(lines[2].hasSuffix("sign in (and 3 more before)"))
        #expect(lines.last == "lines that can't be read: 1")
        let layout = Layout(width: 100, now: 60_005)
        #expect(UsersAnswer(book.users).lines(layout).last == "anna  conf   60 s ago  60 s")
        #expect(
            TokensAnswer(book.tokens, at: 86_400_005).lines(layout).last?.hasSuffix("expired")
                == true)
    }
}
