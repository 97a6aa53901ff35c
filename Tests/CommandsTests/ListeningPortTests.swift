import Testing

@testable import Commands

@Suite("Listening ports")
struct ListeningPortTests {
    @Test("a listener of the kernel's table is found by its port, a connection is none")
    func table() {
        let table = """
              sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid
               0: 0100007F:2253 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0
               1: 0100007F:1F90 0100007F:2253 01 00000000:00000000 00:00000000 00000000     0
               2: 00000000000000000000000000000000:01BB 00000000000000000000000000000000:0000 0A 0
            """
        #expect(ListeningPort.has(8787, in: table))
        #expect(ListeningPort.has(443, in: table))
        #expect(!ListeningPort.has(8080, in: table))
        #expect(!ListeningPort.has(0, in: table))
    }
}
