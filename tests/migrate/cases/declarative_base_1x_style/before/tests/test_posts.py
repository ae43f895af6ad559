def write(client, subject, content='내용'):
    response = client.post('/api/post/create', params={'subject': subject, 'content': content})
    assert response.status_code == 204


def test_list(client):
    for i in range(3):
        write(client, f'제목 {i}')
    write(client, '공지', content='꼭 읽기')
    assert client.get('/api/post/list?size=2').json() == {'total': 4, 'post_list': ['공지', '제목 2']}
    assert client.get('/api/post/list', params={'keyword': '읽기'}).json() == {'total': 1, 'post_list': ['공지']}


def test_update_and_delete(client):
    write(client, '오타')
    client.put('/api/post/update', params={'post_id': 1, 'subject': '제목'})
    assert client.get('/api/post/detail/1').json()['subject'] == '제목'
    client.delete('/api/post/delete?post_id=1')
    response = client.get('/api/post/detail/1')
    assert response.status_code == 404
    assert response.json() == {'detail': '게시글을 찾을 수 없습니다.'}
