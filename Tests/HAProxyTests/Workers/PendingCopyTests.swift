import Testing

@testable import HAProxy

@Suite("The copy of the configuration that serves")
struct PendingCopyTests {
    private static let one = WorkerMachineTests.configuration("one")

    @Test("an edit is copied once; a look without a reload is not")
    func edits() {
        var copy = PendingCopy()
        #expect(copy.take() == nil)
        copy.finished(Self.one, isLook: false, reloaded: false)
        #expect(copy.take() == Self.one)
        #expect(copy.take() == nil)
        copy.finished(Self.one, isLook: true, reloaded: false)
        #expect(copy.take() == nil)
        copy.finished(Self.one, isLook: true, reloaded: true)
        #expect(copy.take() == Self.one)
    }

    @Test("values that were sent are copied after the look that writes their file")
    func values() {
        var copy = PendingCopy()
        copy.sentValues()
        #expect(copy.take() == nil)
        copy.finished(Self.one, isLook: true, reloaded: false)
        #expect(copy.take() == Self.one)
        copy.finished(Self.one, isLook: true, reloaded: false)
        #expect(copy.take() == nil)
    }

    @Test("a failure is reported with each new reason, and nothing is copied after a stop")
    func failures() {
        var copy = PendingCopy()
        #expect(copy.ended("full") == .notKept("full"))
        #expect(copy.ended("full") == nil)
        #expect(copy.ended(nil) == nil)
        #expect(copy.ended("full") == .notKept("full"))
        copy.finished(Self.one, isLook: false, reloaded: true)
        copy.forget()
        #expect(copy.take() == nil)
    }
}
