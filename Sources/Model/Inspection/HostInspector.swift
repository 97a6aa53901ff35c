/// A reader of ``HostFacts``: the kernel, or values of a test.
///
/// It changes nothing on the host. Calls block, and there is one caller at a time.
public protocol HostInspector {
    /// Returns the parts that do not depend on a document.
    ///
    /// **Errors:** `HostFailure` when the interfaces can't be read. Other parts that can't be read
    /// are in ``HostFacts/unread``.
    mutating func facts() throws -> HostFacts

    /// Adds the answers to these questions.
    mutating func answer(_ questions: HostQuestions, into facts: inout HostFacts)
}
