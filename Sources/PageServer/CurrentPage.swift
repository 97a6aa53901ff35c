import Model
import NIOCore
import Synchronization

/// The current page, shared by the loop, which renews it, and the connections, which send it.
final class CurrentPage: Sendable {
    private let state: Mutex<State>

    private struct State {
        var text: String
        var page: Page
    }

    /// Creates the built-in page.
    init() {
        let text = HoldingPage.builtIn
        state = Mutex(
            State(text: text, page: Page(html: ByteBuffer(string: text), retryAfter: 60)))
    }

    /// The current page.
    var value: Page { state.withLock { $0.page } }

    /// Replaces the page; an unchanged text is not copied.
    func show(_ text: String, retryAfter: Int) {
        state.withLock { state in
            if state.text != text {
                state.text = text
                state.page.html = ByteBuffer(string: text)
            }
            state.page.retryAfter = retryAfter
        }
    }
}
