import Model
import Testing

@Suite("the scale of weights beside agents")
struct AgentScaleTests {
    @Test("each weight of a document is had back, and only 0 is 0")
    func weights() throws {
        #expect(AgentScale(largest: 0) == nil && AgentScale(largest: 257) == nil)
        for largest in 1...256 {
            let scale = try #require(AgentScale(largest: largest))
            #expect(scale.scaled(largest) == 256 && scale.scaled(0) == 0 && scale.written(0) == 0)
            for weight in 0...largest {
                let scaled = scale.scaled(weight)
                #expect(scale.written(scaled) == weight && (scaled == 0) == (weight == 0))
            }
            #expect((1...256).allSatisfy { scale.written($0) > 0 })
        }
    }

    @Test("the smallest percentage that gives a server something is known")
    func least() throws {
        for largest in [1, 3, 10, 100, 255, 256] {
            let scale = try #require(AgentScale(largest: largest))
            for weight in 1...largest {
                let least = scale.least(of: weight)
                // As HAProxy rounds.
                #expect(scale.scaled(weight) * least / 100 > 0)
                #expect(scale.scaled(weight) * (least - 1) / 100 == 0)
                #expect((weight >= scale.leastSafe) == (least == 1))
            }
        }
    }
}
