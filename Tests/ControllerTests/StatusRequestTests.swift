import TestThreads
import Testing

@testable import Controller

@Suite("Requests to the status socket", .ownThreads)
struct StatusRequestTests {
    private static let prometheus =
        "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1"
        + ";q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1"

    @Test(
        "metrics have the form that the scraper prefers",
        arguments: [
            (String?.none, false), ("*/*", false), ("text/plain", false), (Self.prometheus, true),
            ("application/openmetrics-text", true),
            ("Application/OpenMetrics-Text; version=\"1.0.0\"", true),
            ("application/openmetrics-text;q=0", false),
            ("application/openmetrics-text;version=0.0.1", false),
            ("application/openmetrics-text;version=2.0.0, */*", false),
            ("application/openmetrics-text;q=0.2, text/plain;q=0.5", false),
            ("application/openmetrics-text;q=x, text/plain", false),
        ])
    func form(_ accept: String?, _ isOpen: Bool) {
        let request = StatusRequest(path: StatusRequest.metrics, accept: accept)
        #expect(request.contentType.hasPrefix("application/openmetrics-text") == isOpen)
        #expect((request.answerKey != StatusRequest.metrics) == isOpen)
    }
}
