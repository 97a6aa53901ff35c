/// A shell command or another step of a test's set-up failed.
package struct SetUpFailure: Error {
    /// The command and its output, or the step.
    package let text: String

    /// Creates a failure.
    package init(text: String) {
        self.text = text
    }
}
