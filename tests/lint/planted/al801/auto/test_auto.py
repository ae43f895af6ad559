async def test_auto():
    assert True
